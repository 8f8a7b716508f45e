'use strict';
require('./interop_node.cjs')('faye-1-2-4');
