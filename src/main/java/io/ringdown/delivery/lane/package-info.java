/**
 * What keeps one provider's or one credential's trouble to itself: a lane and a circuit breaker for
 * each. Stands between the dispatcher and the providers, and speaks the port of both.
 */
@NullMarked
package io.ringdown.delivery.lane;

import org.jspecify.annotations.NullMarked;
