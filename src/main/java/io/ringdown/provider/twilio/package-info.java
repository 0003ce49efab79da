/**
 * The way out to Twilio's own API: what makes it call us. Used by the wiring only; knows accounts
 * and what the ways out share.
 */
@NullMarked
package io.ringdown.provider.twilio;

import org.jspecify.annotations.NullMarked;
