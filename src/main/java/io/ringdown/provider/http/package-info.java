/**
 * Servers of the developer's own, over HTTPS, signed as Standard Webhooks say. Called by the
 * dispatcher through {@code PushProvider}.
 */
@NullMarked
package io.ringdown.provider.http;

import org.jspecify.annotations.NullMarked;
