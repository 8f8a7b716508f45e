'use strict';
require('./interop_node.cjs')('faye');
