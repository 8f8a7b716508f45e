'use strict';
require('./interop_node.cjs')('faye-1-4-0');
