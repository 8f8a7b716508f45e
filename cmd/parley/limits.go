package main

import (
	"flag"

	"github.com/parleychat/parley/chat"
)

// limitFlags are the flags for what one user, or one address, may ask.
func limitFlags(fs *flag.FlagSet, l *chat.Limits) {
	fs.TextVar(&l.Posts, "limit-posts", chat.Rate{}, "`rate` of new messages for each user, such as 10/10s, or off (default: 600/10s)")
	fs.TextVar(&l.Writes, "limit-writes", chat.Rate{}, "`rate` of all other changes for each user, or off (default: 600/10s)")
	fs.TextVar(&l.Reports, "limit-reports", chat.Rate{}, "`rate` of reports about messages for each user, or off (default: 20/1m)")
	fs.TextVar(&l.Searches, "limit-searches", chat.Rate{}, "`rate` of searches for each user, or off (default: 60/10s)")
	fs.TextVar(&l.Bots, "limit-bots", chat.Rate{}, "`rate` of all API requests of each bot, or off (default: 1200/10s)")
	fs.TextVar(&l.Hooks, "limit-hooks", chat.Rate{}, "`rate` of requests to each incoming webhook, or off (default: 600/10s)")
	fs.TextVar(&l.Requests, "limit-requests", chat.Rate{}, "`rate` of API requests for each address from those who are not logged in, or off (default: 6000/10s)")
	fs.TextVar(&l.SignIns, "limit-guests", chat.Rate{}, "`rate` of guest log-ins for each address, or off (default: 600/1m)")
}
