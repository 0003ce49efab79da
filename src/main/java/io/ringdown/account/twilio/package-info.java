/**
 * What Twilio keeps of an account that makes it call us, and how that may have drifted. Used by the
 * door for operators; Twilio's API is behind a port.
 */
@NullMarked
package io.ringdown.account.twilio;

import org.jspecify.annotations.NullMarked;
