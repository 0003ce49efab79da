/**
 * The tables of calls, deliveries and attempts: the outbox. Reached through the port of the
 * delivery room only.
 */
@NullMarked
package io.ringdown.storage.call;

import org.jspecify.annotations.NullMarked;
