package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/parleychat/parley/chat"
)

const exportUsage = `usage: parley export room ID|SLUG [flags] > FILE
       parley export user ID [flags] > FILE

Writes a room, or all that is kept about a person, as lines of JSON, which parley import
reads, with the files that people attached. The last line has the checksum of all before it: a file without it is not whole,
and parley import says so. A room is written as far as it had come when the export began;
people may go on talking.

flags:
`

// exporting is what the export command was told.
type exporting struct {
	tool
	kind, id, out string
}

// export is the command export.
func export(ctx context.Context, args []string, env lookup, stdout, stderr io.Writer) error {
	var e exporting
	fs := e.toolFlags("export", exportUsage, stderr)
	fs.StringVar(&e.out, "out", "", "`file` to write instead of the standard output; it appears, or replaces another, when all is written")
	words, err := arguments(fs, args, env, stderr)
	if err != nil {
		return err
	}
	if e.kind, e.id, err = thing(fs, words, "room", "user"); err != nil {
		return err
	}
	return e.use(ctx, e.openCurrent, 0, func() error { return e.write(ctx, stdout, stderr) })
}

// write exports to where it was told to.
func (e *exporting) write(ctx context.Context, stdout, stderr io.Writer) error {
	if e.out != "" {
		return e.toFile(ctx, stderr)
	}
	n, err := e.to(ctx, stdout)
	if err != nil && n > 0 {
		return fmt.Errorf("%w; what was written is not whole, and parley import refuses it", err)
	}
	return report(stderr, n, "the standard output", err)
}

// toFile never leaves half of an export behind under the name that was asked for.
func (e *exporting) toFile(ctx context.Context, stderr io.Writer) error {
	f, err := os.CreateTemp(filepath.Dir(e.out), "."+filepath.Base(e.out)+".*")
	if err != nil {
		return err
	}
	n, err := e.to(ctx, f)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), e.out)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return report(stderr, n, e.out, nil)
}

// to writes the export and returns how much it wrote.
func (e *exporting) to(ctx context.Context, w io.Writer) (int64, error) {
	counted := &counter{w: w}
	if e.kind == "user" {
		user, err := e.user(ctx, e.id)
		if err == nil {
			err = e.module.ExportUser(ctx, counted, user.ID)
		}
		return counted.n, err
	}
	room, err := e.room(ctx, e.id)
	if err == nil {
		err = e.module.ExportRoom(ctx, counted, room.ID)
	}
	return counted.n, err
}

func report(stderr io.Writer, n int64, to string, err error) error {
	if err == nil {
		fmt.Fprintf(stderr, "parley: %d bytes written to %s\n", n, to)
	}
	return err
}

// A counter counts what is written.
type counter struct {
	w io.Writer
	n int64
}

func (c *counter) Write(b []byte) (int, error) {
	n, err := c.w.Write(b)
	c.n += int64(n)
	return n, err
}

const importLinesUsage = `usage: parley import FILE|- [flags]

Takes in what parley export wrote, from a file or, with -, from the standard input. What
is here already stays as it is, and importing the same again changes nothing: an import
that ended early is simply done again. Nobody should write to the rooms meanwhile. Makes
the database when there is none, and brings its tables up to date.

flags:
`

// importLines is the command import.
func importLines(ctx context.Context, args []string, env lookup, stdout, stderr io.Writer) error {
	t := tool{brings: true}
	var slugs slugs
	fs := t.toolFlags("import", importLinesUsage, stderr)
	fs.Var(&slugs, "slug", "`old=new`: what a room is to be called here whose slug another has; may be repeated")
	words, err := arguments(fs, args, env, stderr)
	if err != nil {
		return err
	}
	from, closeIt, err := openInput(fs, words)
	if err != nil {
		return err
	}
	err = t.use(ctx, t.openFresh, 0, func() error {
		got, err := t.module.Import(ctx, from, &chat.ImportOptions{Slugs: slugs})
		fmt.Fprintf(stdout, "%d rooms, %d users, %d members, %d reactions, %d files and %d messages imported, %d messages were there already\n",
			got.Rooms, got.Users, got.Members, got.Reactions, got.Files, got.Messages, got.Known)
		if got.Skipped > 0 {
			fmt.Fprintf(stderr, "parley: skipped %d lines that a newer version wrote\n", got.Skipped)
		}
		return err
	})
	return errors.Join(err, closeIt())
}
