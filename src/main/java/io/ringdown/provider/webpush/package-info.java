/**
 * Browsers and whatever else takes Web Push. Called by the dispatcher through {@code PushProvider}.
 */
@NullMarked
package io.ringdown.provider.webpush;

import org.jspecify.annotations.NullMarked;
