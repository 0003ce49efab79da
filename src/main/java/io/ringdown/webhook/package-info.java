/**
 * The door for Twilio: takes the notification of a call, checks who sends it and what it says, and
 * answers whether anybody can be rung. The only room that knows Twilio's key names.
 */
@NullMarked
package io.ringdown.webhook;

import org.jspecify.annotations.NullMarked;
