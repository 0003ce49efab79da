/**
 * Ringdown seen from outside: the real WAR in a real server, spoken to over HTTP and WebSocket as a
 * stranger would, with fakes only for what lives at Twilio and Google.
 */
@NullMarked
package io.ringdown.it;

import org.jspecify.annotations.NullMarked;
