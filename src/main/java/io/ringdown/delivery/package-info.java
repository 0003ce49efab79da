/**
 * Making it ring in time: what a delivery is, what can become of it, and who sees to it. Called by
 * the webhook; speaks to providers and stores through ports of its own.
 */
@NullMarked
package io.ringdown.delivery;

import org.jspecify.annotations.NullMarked;
