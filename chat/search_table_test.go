package chat_test

import (
	"errors"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/parleychat/parley/chat"
)

// documents are what was said, by name.
var documents = [][2]string{
	{"fox", "The quick brown fox jumps over the lazy dog."},
	{"cafe", "Café au lait, déjà vu: L'ÉTÉ à la plage"},
	{"cafe2", "cafe\u0301 de\u0301compose\u0301"},
	{"strasse", "Die Straße nach Gießen, Ärger und Öl"},
	{"istanbul", "İstanbul ve ISPARTA, ılık"},
	{"greek", "Ὀδυσσεύς ΟΔΟΣ οδός"},
	{"russian", "Ёлка и йод"},
	{"polish", "Łódź, Øresund, Þingvellir, Đakovo, cœur, Æsir"},
	{"chinese", "我昨天去了北京大学。"},
	{"japanese", "東京タワーでコーヒーを飲みました。ガンダム、がんばって"},
	{"halfwidth", "ｶﾞﾝﾀﾞﾑ ＡＢＣ１２３"},
	{"korean", "서울에서 만나요"},
	{"thai", "สวัสดีครับ ภาษาไทย"},
	{"hindi", "हिन्दी में लिखा"},
	{"arabic", "مَرْحَبًا بالعالم"},
	{"hebrew", "שָׁלוֹם עולם"},
	{"emoji", "Ship it 🎉👍🏽 👨‍👩‍👧 ❤️"},
	{"flags", "🇩🇪 gegen 🇫🇷"},
	{"code", "Call `http.HandleFunc(\"/\", fn)` or snake_case_name; C++ and 3.14"},
	{"fence", "```go\nfunc main() { fmt.Println(\"hi\") }\n```"},
	{"link", "See [the docs](https://example.com/path?q=1#frag) or http://localhost:8080"},
	{"mail", "Write to ann@example.org, not www"},
	{"markdown", "**bold** _italic_ ~~gone~~ # heading > quote"},
	{"mixed", "Meeting 会議 at 10:30 in Zürich"},
	{"quotes", `She said "never again" — don't, it’s over`},
	{"inject", `'; DROP TABLE chat_messages; -- " OR 1=1 NEAR( a * b ^ c : d`},
	{"operators", "from:bob in:lobby has:link foo:bar -minus"},
	{"ligature", "ﬁnal oﬃce ②"},
	{"html", "<b>not bold</b> &amp; <script>alert(1)</script>"},
	{"repeat", "a b a b a c"},
}

// queries are what is looked for, and what it finds, the newest first.
var queries = []struct {
	q    string
	want string
}{
	// Words, case and accents.
	{"fox", "fox"}, {"FOX", "fox"}, {"fo", ""}, {"foxes", ""}, {"quick dog", "fox"}, {"dog quick", "fox"}, {"quick cat", ""},
	{"cafe", "cafe2 cafe"}, {"CAFÉ", "cafe2 cafe"}, {"cafe\u0301", "cafe2 cafe"}, {"ete", "cafe"}, {"l'ete", "cafe"}, {"deja", "cafe"},
	{"strasse", "strasse"}, {"STRASSE", "strasse"}, {"straße", "strasse"}, {"giessen", "strasse"}, {"arger", "strasse"}, {"aerger", ""}, {"öl", "strasse"},
	{"istanbul", "istanbul"}, {"isparta", "istanbul"}, {"ILIK", "istanbul"},
	{"οδος", "greek"}, {"ΟΔΌΣ", "greek"}, {"οδυσσευς", "greek"}, {"елка", "russian"}, {"иод", "russian"},
	{"lodz", "polish"}, {"oresund", "polish"}, {"thingvellir", "polish"}, {"dakovo", "polish"}, {"coeur", "polish"}, {"aesir", "polish"},
	// Scripts without spaces.
	{"北京", "chinese"}, {"京大", "chinese"}, {"北大", ""}, {"北京 昨天", "chinese"}, {"北京 東京", ""}, {`"去了北京"`, "chinese"},
	{"東京", "japanese"}, {"コーヒー", "japanese"}, {"コーヒ", "japanese"}, {"ガンダム", "halfwidth japanese"}, {"カンダム", ""}, {"がん", "japanese"}, {"かん", ""},
	{"abc123", "halfwidth"}, {"ａｂｃ", ""}, {"서울", "korean"}, {"만나", "korean"}, {"만서", ""}, {"สวัสดี", "thai"}, {"ไทย", "thai"}, {"ไทยครับ", ""},
	{"हिन्दी", "hindi"}, {"हिन्द", ""}, {"مرحبا", "arabic"}, {"שלום", "hebrew"},
	{"会議", "mixed"}, {"会議 zurich", "mixed"}, {"meeting", "mixed"}, {"10:30", "mixed"}, {"30:10", ""},
	// Emoji.
	{"🎉", "emoji"}, {"👍", "emoji"}, {"👍🏿", "emoji"}, {"👨‍👩‍👧", "emoji"}, {"👩", "emoji"}, {"❤", "emoji"}, {"🎉👍", "emoji"}, {"👍🎉", ""}, {"🇩🇪", "flags"}, {"🇮🇹", ""},
	// Code, links, markup.
	{"http.HandleFunc", "code"}, {"handlefunc", "code"}, {"handle", ""}, {"snake_case_name", "code"}, {"case_snake", ""}, {"3.14", "code"}, {"c++", "repeat inject code"}, {"println", "fence"}, {"```", "!"},
	{"example.com", "link"}, {"https://example.com/path?q=1", "link"}, {"example", "mail link"}, {"localhost:8080", "link"}, {"ann@example.org", "mail"}, {"docs", "link"},
	{"bold", "html markdown"}, {"**bold**", "html markdown"}, {"gone", "markdown"}, {"~~", "!"}, {"script", "html"}, {"<script>", "html"}, {"amp", "html"},
	{"final", "ligature"}, {"office", "ligature"}, {"2", "ligature"},
	// Phrases and quotes.
	{`"quick brown"`, "fox"}, {`"brown quick"`, ""}, {`"quick brown`, "fox"}, {`“quick brown”`, "fox"}, {`"never again"`, "quotes"}, {`"again never"`, ""}, {`""`, "!"}, {`"`, "!"},
	{"don't", "quotes"}, {"don’t", "quotes"}, {"it's over", "quotes"}, {`fox"lazy dog"`, "fox"}, {`"a b a c"`, "repeat"}, {`"a c b"`, ""}, {`"b b"`, ""},
	// Without.
	{"example -docs", "mail"}, {"example -mail", "mail link"}, {`bold -"not bold"`, "markdown"}, {"-fox", "!"}, {"bold -italic", "html"}, {"- fox", "fox"}, {"example --docs", "mail"}, {"a -a", ""},
	// Operators of others, and what looks like ours.
	{"foo:bar", "operators"}, {"from:", "operators"}, {"-minus", "!"}, {"minus", "operators"}, {"https:docs", ""},
	{"OR", "inject link code"}, {"fox OR cat", ""}, {"fox AND dog", ""}, {"NEAR(a b)", "inject"}, {"NEAR(b a)", ""}, {"NEAR(", "inject"}, {"drop table", "inject"}, {`'; DROP TABLE chat_messages; --`, "inject"},
	{"fo*", ""}, {"fox*", "fox"}, {"*", "!"}, {"^fox", "fox"}, {"fox:*", "fox"}, {"terms:fox", ""}, {"!fox", "fox"}, {"fox & dog", "fox"}, {"fox | cat", ""}, {"quick <-> brown", "fox"}, {"(fox)", "fox"}, {"{fox}", "fox"}, {`\fox`, "fox"}, {`fox\`, "fox"}, {"%", "!"}, {"_", "!"}, {"?", "!"}, {"$1 fox", ""}, {"fox;", "fox"}, {"fox'", "fox"},
	// What a message has, when it was written, where and by whom.
	{"has:link", "link"}, {"HAS:LINK", "link"}, {"-has:link example", "mail"}, {"has:link docs", "link"}, {"has:image", ""}, {"has:file fox", ""}, {"fox -has:file", "fox"}, {"has:video", "!"}, {"has:reaction", "fox"}, {"has:pin", "cafe"}, {"has:thread", "emoji"}, {"has:thread 🎉", "emoji"},
	{"from:me fox", "fox"}, {"from:nobody fox", ""}, {"fox -from:me", ""}, {"fox -from:nobody", "fox"}, {"in:lobby fox", "fox"}, {"in:nowhere fox", ""}, {"fox -in:lobby", ""}, {"fox -in:nowhere", "fox"}, {"in:nowhere in:lobby fox", "fox"},
	{"after:2026-03-01 cafe", "cafe2 cafe"}, {"after:2026-03-02 cafe", "cafe2"}, {"before:2026-03-02 cafe", ""}, {"before:2026-03-03 cafe", "cafe"}, {"on:2026-03-02", "cafe"}, {"on:2026-03-02 on:2026-03-03", ""},
	{"after:2026-03-01 before:2026-03-03", "cafe"}, {"before:2026-03-03 before:2026-03-02 after:2026-01-01", "fox"}, {"on:yesterday", "!"}, {"-on:2026-03-02 fox", "!"}, {"after:2026-02-30", "!"}, {"before:", ""},
}

// TestSearchFinds the same in every storage: what finds "!" is refused.
func TestSearchFinds(t *testing.T) {
	onEachStorage(t, func(t *testing.T, fresh func(t *testing.T) func() chat.Storage) {
		var days atomic.Int64 // since 2026-03-01
		w := worldOver(t, fresh(t)(), func(o *chat.Options) {
			o.Now = func() time.Time { return time.Date(2026, 3, 1+int(days.Load()), 23, 59, 59, 0, time.UTC) }
		})
		ann, names := w.library(func() { days.Add(1) })
		for _, x := range queries {
			hits, _, err := w.Search(t.Context(), ann.ID, chat.Search{Query: x.q})
			found := make([]string, len(hits))
			for i, h := range hits {
				found[i] = names[h.Message.ID]
			}
			got := strings.Join(found, " ")
			if err != nil {
				got = "!"
			}
			if err != nil && !errors.Is(err, chat.ErrInvalid) {
				t.Errorf("%s: %v", x.q, err)
			}
			if got != x.want {
				t.Errorf("%s: found %q, want %q", x.q, got, x.want)
			}
		}
	})
}

// library has Ann say all documents in the lobby, one each day from 2026-03-01 on.
func (w *world) library(tomorrow func()) (chat.User, map[chat.MessageID]string) {
	w.Helper()
	ann := w.user("ann")
	names := map[chat.MessageID]string{}
	ids := map[string]chat.MessageID{}
	for _, d := range documents {
		id := w.post(ann, d[1]).ID
		names[id], ids[d[0]] = d[0], id
		tomorrow()
	}
	_, err := w.React(w.Context(), ann.ID, ids["fox"], "🦊")
	_, err2 := w.Pin(chat.WithRoles(w.Context(), chat.RoleAdmin), ann.ID, ids["cafe"])
	_, _, err3 := w.Post(w.Context(), ann.ID, w.Lobby(), chat.Draft{Text: "…", Thread: ids["emoji"]})
	for _, err := range []error{err, err2, err3} {
		if err != nil {
			w.Fatal(err)
		}
	}
	return ann, names
}

// TestDocumentsAreApart: every query is about documents that are there, so that a typing
// error in the table is no success.
func TestDocumentsAreApart(t *testing.T) {
	var names []string
	for _, d := range documents {
		names = append(names, d[0])
	}
	for _, x := range queries {
		for _, name := range strings.Fields(strings.Trim(x.want, "!")) {
			if !slices.Contains(names, name) {
				t.Errorf("%q is to find %q", x.q, name)
			}
		}
	}
}
