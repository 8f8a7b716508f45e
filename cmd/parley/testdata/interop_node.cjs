'use strict';
// A version of the npm client "faye", by the name under which it is installed.

const wire = require('./wire.cjs');

module.exports = async (name) => {
  const { fayeOrders } = await import('./interop_faye.mjs');
  wire.obey(fayeOrders(require(name), wire.settings, wire));
};
