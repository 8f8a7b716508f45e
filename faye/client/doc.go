// Package client holds the browser client of the Bayeux server, in plain
// JavaScript: a classic script that defines Faye, an ES module, and their types.
//
//	mux.Handle("/assets/client.js", client.Handler())
//
// A faye.Server serves it below its own mount too. In a page:
//
//	<script src="/faye/client.js"></script>
//
//	const client = new Faye.Client('/faye');
//	client.subscribe('/news', (data) => show(data));
//	await client.publish('/news', {hello: 'world'});
//
// or, as a module:
//
//	import { Client } from '/faye/client.mjs';
//
// It has the API of Faye 1.4's client and works with every server of that
// protocol. What it does differently is what hurt there:
//
//   - Every promise settles. A publish that is not answered within two minutes
//     (the option deadline) fails; disconnect ends what still waits. A connect
//     and a subscribe wait for the network as long as it takes.
//   - It shakes hands on the WebSocket itself, or by fetch; never by JSONP. It
//     works under a content security policy that allows its script and, by
//     connect-src, the server.
//   - After a failure it waits longer each time, with some chance in it; it asks
//     at once when the machine wakes up, the network is back or the page is
//     looked at again, and believes no old connection then.
//   - Messages leave in the order in which they were published. One whose
//     answer was lost is sent again: at least once, not exactly once.
//   - Where the server offers it, what was missed is replayed from the last
//     position seen. The event "gap" says that it could not be.
//   - Only a server's own messages advise; deliveries never do.
//
// Everything is cut from the modules in src by "go generate".
package client
