/**
 * The elements of Parley, for any page on the same host:
 *
 *   <script type="module" src="/chat/embed.js"></script>
 *   <parley-chat room="lobby"></parley-chat>
 *
 * elements.d.ts says what they take and tell. With them comes the chat itself, as in
 * core.js, for pages that do something of their own with it.
 */
import { define } from './element/define.js';

define();

export { connect } from './browser/connect.js';
