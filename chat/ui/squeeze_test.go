package ui

import "testing"

func TestSqueeze(t *testing.T) {
	for name, c := range map[string]struct{ module, want string }{
		"MarksNeedNone":     {"const a = (b, c) => { return b + c; };", "const a=(b,c)=>{return b+c;};"},
		"WordsStayApart":    {"for (const x of y) if (#a in b) typeof c", "for(const x of y)if(#a in b)typeof c"},
		"PrivateNames":      {"static #a = 1; get #b() {}", "static #a=1;get #b(){}"},
		"LinesStay":         {"a = b\n(c)\n}\nd;\n{\ne,\nf", "a=b\n(c)\n}\nd;{e,f"},
		"SignsStayApart":    {"a + +b - -c + ++d", "a+ +b- -c+ ++d"},
		"Strings":           {`a = 'x , y' + "it's = so" + 'don\'t  ,'`, `a='x , y'+"it's = so"+'don\'t  ,'`},
		"Templates":         {"a = `x , ${b({ c })} , ${d ? ` , ` : 1} ; ` + e", "a=`x , ${b({ c })} , ${d ? ` , ` : 1} ; `+e"},
		"RegularExpression": {`a.match(/ , [/ '] \/ "/u) && b`, `a.match(/ , [/ '] \/ "/u)&&b`},
		"Division":          {"a = b / c + d / 'e , f'", "a=b/c+d/'e , f'"},
		"RegexpAfterWord":   {"return /'  /.test(a , b)", "return/'  /.test(a,b)"},
		"Remark":            {"a = b; // it's , so;\nc = d // e,\nf", "a=b;c=d\nf"},
		"OtherScripts":      {"const ä = é in ö", "const ä=é in ö"},
		"Nothing":           {"", ""},
		"Unended":           {"a = 'b , c", "a='b , c"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := string(squeeze([]byte(c.module))); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

// Once more changes nothing: nothing that is left could have gone.
func TestSqueezeIsWhole(t *testing.T) {
	for _, name := range []string{"embed.js", "core.js"} {
		whole, err := bundled(files, "assets/"+name)
		if err != nil {
			t.Fatal(err)
		}
		once := squeeze(whole)
		if twice := squeeze(once); string(twice) != string(once) || len(once) > len(whole)*95/100 {
			t.Errorf("%s: %d bytes, then %d, then %d", name, len(whole), len(once), len(twice))
		}
	}
}
