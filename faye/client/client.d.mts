export { Client, Error, Scheduler, VERSION } from './client.js';
export type * from './client.js';
import * as Faye from './client.js';
export default Faye;
