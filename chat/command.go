package chat

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode"
)

// A Command is something of the host's that people call by typing "/name arguments" in a
// room: over HTTP such a message is not posted but given to Handle. "//" at the start says
// what begins with one slash. What is posted from Go, and by clients of the first version,
// is never a command.
type Command struct {
	// Name is 1 to 32 lower-case letters, digits and hyphens.
	Name string `json:"name"`
	// Description says in a line what it does, and Usage what comes after the name, such as
	// "[@user] <minutes>". Default none.
	Description string `json:"description"`
	Usage       string `json:"usage"`
	// Handle does it. It must end with ctx, which ends after Options.CommandTimeout; who
	// asked is told then that it took too long. A panic is caught. Errors are as those of
	// Hooks: Refuse and a *FieldError are for the person to see, everything else for the log.
	// The same ClientID may come twice, if an answer was lost.
	Handle func(ctx context.Context, c Invocation) (Reply, error) `json:"-"`
}

// An Invocation is one use of a command.
type Invocation struct {
	// User is who asked, and Room where; they may write there.
	User User
	Room Room
	// Name is that of the command, and Args what came after it, without the space around it.
	Name, Args string
	// ClientID, ReplyTo and Thread are those of the message that it was typed as.
	ClientID        string
	ReplyTo, Thread MessageID
}

// A Reply is what a command answers.
type Reply struct {
	// Text follows the rules of Draft.Text. Default none: that is for who asked alone, and
	// says only that it was done.
	Text string
	// InRoom has it said in the room, for all, and in the thread where it was asked. Default
	// false: only who asked gets it, and it is kept nowhere.
	InRoom bool
	// Author is who says it in the room, such as a bot, and must be allowed to. Default: who
	// asked.
	Author UserID
}

// A CommandResult is what became of a command.
type CommandResult struct {
	Command string `json:"command"`
	Text    string `json:"text"`
	// Nodes are those of the Text, as in a Message.
	Nodes *[]Node `json:"nodes,omitempty"`
	// Message is the reply that was said in the room, and Created whether it is new. Nil: it
	// was not.
	Message *Message `json:"-"`
	Created bool     `json:"-"`
}

// maxHandling is how many uses of one command run at once: those that hang must not take
// everything with them.
const maxHandling = 32

// commandForm is what a command may be called.
var commandForm = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,31}$`)

// errCommandBusy is for one use too many.
var errCommandBusy = errors.New("too many uses of the command are under way")

// commands are those of the host, by name.
type commands map[string]*commandSlot

// A commandSlot is a command with who uses it now.
type commandSlot struct {
	Command
	slots chan struct{}
}

func newCommands(list []Command) commands {
	all := commands{}
	for _, c := range list {
		all[c.Name] = &commandSlot{c, make(chan struct{}, maxHandling)}
	}
	return all
}

func checkCommands(list []Command) error {
	seen := map[string]bool{}
	for _, c := range list {
		switch {
		case !commandForm.MatchString(c.Name):
			return fmt.Errorf("chat: Options.Commands: the name %q is not 1 to 32 lower-case letters, digits and hyphens", c.Name)
		case seen[c.Name]:
			return fmt.Errorf("chat: Options.Commands: the name %q stands twice", c.Name)
		case c.Handle == nil:
			return fmt.Errorf("chat: Options.Commands: %q needs a Handle", c.Name)
		}
		seen[c.Name] = true
	}
	return nil
}

// typed tells which command a text is, and with what. A text that is none is returned as it
// is to be said.
func (cs commands) typed(text string) (name, args, say string) {
	rest, slash := strings.CutPrefix(text, "/")
	switch {
	case len(cs) == 0 || !slash:
		return "", "", text
	case strings.HasPrefix(rest, "/"):
		return "", "", rest
	}
	end := strings.IndexFunc(rest, unicode.IsSpace)
	if end < 0 {
		end = len(rest)
	}
	if end == 0 {
		return "", "", text
	}
	return rest[:end], strings.TrimSpace(rest[end:]), text
}
