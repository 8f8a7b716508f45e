package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
)

// archiveSlug is the room that an archive makes.
const archiveSlug = "archive"

// archive is an export of a public room with many messages of every shape that a page shows:
// what nobody could write one after the other as quickly.
type archive struct {
	b     bytes.Buffer
	lines int64
	since int // lines since the last sum
}

// imports has a new database hold so many messages, before its server starts.
func (p *process) imports(count int) {
	p.t.Helper()
	file := filepath.Join(p.t.TempDir(), "archive.jsonl")
	if err := os.WriteFile(file, newArchive(count), 0o600); err != nil {
		p.t.Fatal(err)
	}
	if out, err := command("import", file, "--db", p.db).CombinedOutput(); err != nil || !strings.Contains(string(out), fmt.Sprintf("%d messages imported", count)) {
		p.t.Fatalf("import: %v %s", err, out)
	}
}

// archived runs parley on a database with an archive of so many messages.
func archived(t *testing.T, count int) *process {
	t.Helper()
	p := &process{t: t, db: filepath.Join(t.TempDir(), "parley.db"), stderr: &safeBuffer{}}
	p.imports(count)
	p.launch(freeAddr(t))
	t.Cleanup(p.kill)
	return p
}

// newArchive writes the export. The seq of a message is its place, from 1.
func newArchive(count int) []byte {
	a := &archive{}
	room, begin := archiveID("room", 0), time.Date(2025, 3, 1, 8, 0, 0, 0, time.UTC)
	a.line(map[string]any{"parley": "export", "version": 1, "kind": "room"})
	for i, name := range []string{"Dora", "Emil", "Fay"} {
		a.line(map[string]any{"type": "user", "id": archiveID("user", i), "provider": "archive", "subject": name, "displayName": name, "createdAt": begin, "updatedAt": begin})
	}
	a.line(map[string]any{"type": "room", "id": room, "kind": "public", "slug": archiveSlug, "name": "Archive", "rev": count, "createdAt": begin})
	for i := range count {
		id, at := archiveID("message", i), begin.Add(time.Duration(i)*4*time.Minute)
		message := map[string]any{"type": "message", "room": room, "id": id, "seq": i + 1, "author": archiveID("user", i/3%3),
			"clientId": fmt.Sprint("archive", i), "text": archiveText(i), "createdAt": at}
		if i%11 == 10 {
			message["replyTo"] = archiveID("message", i-7)
		}
		a.line(message)
		if i%40 == 20 {
			picture := painted(80+i%7*40, 60+i%5*50)
			file := uuid.NewSHA1(uuid.NameSpaceURL, []byte(id)).String()
			a.line(map[string]any{"type": "file", "room": room, "message": id, "id": file, "name": fmt.Sprintf("picture-%d.png", i), "size": len(picture), "createdAt": at})
			a.line(map[string]any{"type": "data", "file": file, "data": picture})
		}
	}
	a.end("end")
	return a.b.Bytes()
}

// archiveText says something as high as one line or as many.
func archiveText(i int) string {
	words := fmt.Sprintf("message %d", i+1)
	switch i % 9 {
	case 2:
		return words + " " + strings.Repeat("goes on and on, about nothing much at all, ", 4+i%5*4)
	case 4:
		return words + "\n\n```go\n" + strings.Repeat("fmt.Println(\"line\")\n", 2+i%6) + "```"
	case 5:
		return "> what was said\n> over two lines\n\n" + words
	case 7:
		return words + "\n\n- one **thing**\n- another `thing`\n- a [link](https://example.com)"
	case 8:
		return words + strings.Repeat("\nand a line", i%4)
	default:
		return words
	}
}

func archiveID(kind string, i int) string {
	return uuid.NewSHA1(uuid.NameSpaceURL, fmt.Appendf(nil, "archive/%s/%d", kind, i)).String()
}

// line adds an object, and a sum when enough stand before it.
func (a *archive) line(object map[string]any) {
	b, err := json.Marshal(object)
	if err != nil {
		panic(err) // of what this file wrote itself
	}
	a.b.Write(append(b, '\n'))
	a.lines++
	if a.since++; a.since == 400 {
		a.end("sum")
	}
}

// end adds a sum of all before.
func (a *archive) end(kind string) {
	sum := sha256.Sum256(a.b.Bytes())
	line := map[string]any{"type": kind, "sha256": hex.EncodeToString(sum[:])}
	if kind == "end" {
		line["lines"] = a.lines
	}
	b, err := json.Marshal(line)
	if err != nil {
		panic(err)
	}
	a.b.Write(append(b, '\n'))
	a.lines++
	a.since = 0
}
