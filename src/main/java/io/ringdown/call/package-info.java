/**
 * What Twilio told us: one call for one person, with its ids and its untouched payload. Made by the
 * webhook, read by everyone; knows nobody.
 */
@NullMarked
package io.ringdown.call;

import org.jspecify.annotations.NullMarked;
