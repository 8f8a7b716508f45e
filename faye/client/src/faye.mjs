import { BayeuxError } from './error.mjs';
import { Client } from './client.mjs';
import { Scheduler } from './scheduler.mjs';
import { VERSION } from './version.mjs';
import { logging } from './log.mjs';

/** What the classic script calls Faye. */
export const Faye = {
  VERSION,
  Client,
  Scheduler,
  Error: BayeuxError,
  get logger() { return logging.logger; },
  set logger(logger) { logging.logger = logger; },
};
