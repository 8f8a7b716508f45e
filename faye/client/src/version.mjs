/** The Faye whose API this client has; what follows the plus says whose client it is. */
export const VERSION = '1.4.3+parley';

/** The version of the protocol that a handshake names. */
export const BAYEUX_VERSION = '1.0';
