'use strict';
require('./interop_cometd_node.cjs')({ ack: true });
