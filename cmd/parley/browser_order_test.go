package main

import (
	"fmt"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp/kb"

	"github.com/parleychat/parley/chat"
)

// TestBrowserOrder: who is in a room, how those keep order who may, and what is one's own,
// in Chromium.
func TestBrowserOrder(t *testing.T) {
	t.Parallel()
	b := startChromium(t)
	for _, story := range []struct {
		name string
		tell func(t *testing.T, b *chromium)
	}{
		{"MembersAndRoles", membersAndRoles},
		{"ReportsAreResolved", reportsAreResolved},
		{"RoomSettings", roomIsSet},
		{"WhoMayNotSeesNothingOfIt", plainMember},
		{"BlockedPeopleAreCollapsed", blockedCollapse},
		{"PinsAndBookmarksLeadBack", keptMessages},
		{"MentionsAreSeen", mentions},
		{"CommandsAreDone", commandsDone},
		{"EarlierVersions", earlierVersions},
		{"WhoMayNotWriteSeesWhy", barredWriter},
		{"SettingsHold", settingsHold},
		{"DesktopNotifications", desktopNotifications},
		{"KeyboardHelp", keyboardHelp},
		{"EveryPaneFits", everyPane},
	} {
		t.Run(story.name, func(t *testing.T) {
			t.Parallel()
			story.tell(t, b)
		})
	}
}

// parlour is a private room of Ann, who has the window, with Bob and Carol.
type parlour struct {
	*window
	p          *process
	id, ann    string
	bob, carol *person
}

// newParlour opens the window on the room. Ann has the role in it; Bob owns it.
func newParlour(t *testing.T, b *chromium, role chat.Role) parlour {
	t.Helper()
	p := start(t)
	r := parlour{p: p, bob: p.guest("Bob"), carol: p.guest("Carol")}
	r.window = b.open(t, p.url)
	r.joins("Ann")
	r.ann = eval[string](r.window, `fetch('api/v1/me').then((answer) => answer.json()).then((me) => me.id)`)
	var room struct{ ID string }
	r.bob.must(201, "POST /api/v1/rooms", map[string]any{"kind": "private", "name": "Parlour", "members": []string{r.ann, r.carol.id}}, &room)
	r.id = room.ID
	r.bob.must(200, "PUT "+r.route("members/"+r.ann), map[string]any{"role": role}, nil)
	// Several windows of one browser have the keyboard in turn, but for this.
	tell(r.window, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true})
	eval[string](r.window, `location.hash = `+js(r.id))
	r.reads(named("room-name"), "Parlour")
	r.sees(named("composer"))
	return r
}

func (r parlour) route(path string) string { return "/api/v1/rooms/" + r.id + "/" + path }

// hears has somebody write there.
func (r parlour) hears(one *person, text string) (m chat.Message) {
	r.t.Helper()
	one.must(201, "POST "+r.route("messages"), map[string]any{"text": text}, &m)
	r.sees(rowOf(m.Seq))
	return m
}

// chooses opens the menu of the room and takes what is in it.
func (r parlour) chooses(name string) {
	r.t.Helper()
	r.click(named("room-menu"))
	r.click(named("menu") + " " + named(name))
}

// about takes a deed of the menu of a message.
func (r parlour) about(m chat.Message, name string) {
	r.t.Helper()
	r.hover(rowOf(m.Seq))
	r.click(rowOf(m.Seq) + " " + named("more-actions"))
	r.click(named("menu") + " " + named(name))
}

// row selects somebody in the list of members.
func row(user string) string { return fmt.Sprintf("[data-user-row=%q]", user) }

// to takes a deed of the menu of a member, which asks first.
func (r parlour) to(user, name string) {
	r.t.Helper()
	r.click(row(user) + " " + named("member-actions"))
	r.click(named("menu") + " " + named(name))
	r.sees(named("ask"))
}

func membersAndRoles(t *testing.T, b *chromium) {
	r := newParlour(t, b, chat.RoleOwner)
	r.click(named("members-open"))
	r.reads(row(r.carol.id)+" .hint", "Member")
	r.reads(row(r.bob.id)+" .hint", "Owner")
	r.sees(row(r.ann) + " .presence.online")
	r.misses(row(r.ann) + " " + named("member-actions"))

	t.Run("RoleByTheKeyboard", func(t *testing.T) {
		r := parlour{r.in(t), r.p, r.id, r.ann, r.bob, r.carol}
		eval[bool](r.window, `$('`+row(r.carol.id)+` button').focus() ?? true`)
		r.press(" ")
		r.sees(named("menu"))
		r.press(kb.ArrowDown + " ")
		r.reads(named("ask")+" h2", "New role of Carol: Moderator?")
		r.press(" ")
		r.reads(row(r.carol.id)+" .hint", "Moderator")
		r.holdsFocus(row(r.carol.id) + " button")
	})
	t.Run("EscapeChangesNothing", func(t *testing.T) {
		r := parlour{r.in(t), r.p, r.id, r.ann, r.bob, r.carol}
		r.to(r.carol.id, "remove")
		r.press(kb.Escape)
		r.misses(named("ask"))
		r.sees(row(r.carol.id))
		r.sees(named("members"))
	})
	t.Run("Mute", func(t *testing.T) {
		r := parlour{r.in(t), r.p, r.id, r.ann, r.bob, r.carol}
		r.to(r.carol.id, "mute")
		r.press("\r")
		r.reads(row(r.carol.id)+" .hint", "Moderator · muted")
		r.carol.must(403, "POST "+r.route("messages"), map[string]any{"text": "but"}, nil)
		unmute := func() {
			r.click(row(r.carol.id) + " " + named("member-actions"))
			r.click(named("menu") + " " + named("unmute"))
		}
		mends := r.cutsOff("DELETE")
		unmute()
		r.reads(named("pane")+" .problem", "The server cannot be reached.")
		mends()
		unmute()
		r.reads(row(r.carol.id)+" .hint", "Moderator")
		r.reads(named("pane")+" .problem", "")
	})
	t.Run("MuteByAClockThatIsSlow", func(t *testing.T) {
		r := parlour{r.in(t), r.p, r.id, r.ann, r.bob, r.carol}
		eval[bool](r.window, `((now) => { window.mend = () => { Date.now = now; return true; }; Date.now = () => now() - 7200000; return true; })(Date.now)`)
		r.bob.must(200, "PUT "+r.route("members/"+r.carol.id), map[string]any{"role": chat.RoleMember}, nil)
		r.reads(row(r.carol.id)+" .hint", "Member")
		r.to(r.carol.id, "mute")
		r.press("\r")
		r.reads(row(r.carol.id)+" .hint", "Member · muted")
		r.click(row(r.carol.id) + " " + named("member-actions"))
		r.click(named("menu") + " " + named("unmute"))
		r.reads(row(r.carol.id)+" .hint", "Member")
		eval[bool](r.window, `mend()`)
	})
	t.Run("TheLatestAnswerCounts", func(t *testing.T) {
		r := parlour{r.in(t), r.p, r.id, r.ann, r.bob, r.carol}
		become := func(role chat.Role) {
			r.bob.must(200, "PUT "+r.route("members/"+r.carol.id), map[string]any{"role": role}, nil)
		}
		comes := r.holdsBack("/members?")
		become(chat.RoleModerator)
		eval[bool](r.window, `held.then(() => true)`)
		become(chat.RoleReadOnly)
		r.reads(row(r.carol.id)+" .hint", "Reader")
		comes()
		r.reads(row(r.carol.id)+" .hint", "Reader")
		become(chat.RoleModerator)
		r.reads(row(r.carol.id)+" .hint", "Moderator")
	})
	t.Run("Ban", func(t *testing.T) {
		r := parlour{r.in(t), r.p, r.id, r.ann, r.bob, r.carol}
		r.to(r.carol.id, "ban")
		r.write(named("sanction-reason"), "noise")
		r.press("\r")
		r.misses(row(r.carol.id))
		r.reads(named("banned")+" .hint", "noise")
		r.carol.must(404, "GET "+r.route("messages"), nil, nil)
		r.click(named("banned") + " " + named("lift"))
		r.press("\r")
		r.misses(named("lift"))
	})
	t.Run("Remove", func(t *testing.T) {
		r := parlour{r.in(t), r.p, r.id, r.ann, r.bob, r.carol}
		r.bob.must(201, "PUT "+r.route("members/"+r.carol.id), nil, nil)
		r.sees(row(r.carol.id))
		r.to(r.carol.id, "remove")
		r.press("\r")
		r.misses(row(r.carol.id))
	})
	t.Run("Pages", func(t *testing.T) {
		r := parlour{r.in(t), r.p, r.id, r.ann, r.bob, r.carol}
		for i := range 52 {
			r.bob.must(201, "PUT "+r.route("members/"+r.p.guest(fmt.Sprint("Guest ", i)).id), nil, nil)
		}
		r.click(named("pane-close"))
		r.click(named("members-open"))
		until[bool](r.window, `$$('[data-testid=member]').length === 50`)
		r.click(named("members-more"))
		until[bool](r.window, `$$('[data-testid=member]').length === 54`)
		r.misses(named("members-more"))
	})
}

func reportsAreResolved(t *testing.T, b *chromium) {
	r := newParlour(t, b, chat.RoleModerator)
	r.size(1500, 700)
	bad, fine := r.hears(r.carol, "Rubbish!"), r.hears(r.carol, "Good morning")
	for _, m := range []chat.Message{bad, fine} {
		r.bob.must(202, "POST /api/v1/messages/"+string(m.ID)+"/report", map[string]any{"reason": "rude"}, nil)
	}
	r.chooses("reports")
	r.reads(named("report")+" .excerpt", "Rubbish!")
	r.reads(named("report")+" > div", "Bob reported a message of Carol")
	r.click(named("report") + " " + named("resolve"))
	r.press("\r")
	r.reads(rowOf(bad.Seq)+" "+named("message-text"), "Message deleted")
	r.reads(named("report")+" .excerpt", "Good morning")
	r.click(named("report") + " " + named("dismiss"))
	r.press("\r")
	r.misses(named("report"))
	r.chooses("audit")
	until[bool](r.window, `$$('[data-testid=act] > div').map((act) => act.textContent).join('|').includes('Ann closed a report|Ann closed a report|Ann deleted a message of Carol')`)

	t.Run("OfOneself", func(t *testing.T) {
		r := parlour{r.in(t), r.p, r.id, r.ann, r.bob, r.carol}
		r.about(fine, "report")
		r.write(named("report-reason"), "spam")
		r.click(named("ask-yes"))
		r.misses(named("ask"))
		r.chooses("reports")
		r.reads(named("report")+" p", "spam")
	})
}

func roomIsSet(t *testing.T, b *chromium) {
	r := newParlour(t, b, chat.RoleOwner)
	r.chooses("room-settings")
	r.write(named("room-topic-field"), "Tea at five")
	eval[string](r.window, `$('[data-testid=slow-mode]').value = '60s'`)
	r.click(named("ask-yes"))
	r.reads(named("room-topic"), "Tea at five")
	r.carol.must(201, "POST "+r.route("messages"), map[string]any{"text": "one"}, nil)
	r.carol.must(429, "POST "+r.route("messages"), map[string]any{"text": "two"}, nil)
	r.chooses("room-settings")
	until[bool](r.window, `$('[data-testid=slow-mode]').value === '60s'`)
	r.click(named("archived"))
	r.click(named("ask-yes"))
	until[bool](r.window, `$('[data-testid=composer]').disabled`)
	r.chooses("room-settings")
	r.click(named("archived"))
	r.click(named("ask-yes"))
	until[bool](r.window, `!$('[data-testid=composer]').disabled`)
}

func plainMember(t *testing.T, b *chromium) {
	r := newParlour(t, b, chat.RoleMember)
	r.click(named("room-menu"))
	for _, name := range []string{"members", "pins", "bookmarks", "help"} {
		r.sees(named("menu") + " " + named(name))
	}
	if n := r.count(named("reports") + "," + named("audit") + "," + named("room-settings")); n != 0 {
		t.Errorf("a member is offered %d deeds of moderators", n)
	}
	r.click(named("menu") + " " + named("members"))
	r.click(row(r.carol.id) + " " + named("member-actions"))
	until[bool](r.window, `$$('[data-testid=menu] button').map((deed) => deed.dataset.testid).join() === 'write-to,block'`)
}
