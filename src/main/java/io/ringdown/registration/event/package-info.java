/**
 * Server-sent events over HTTP: {@code GET /v1/accounts/{account_sid}/events}. A filter and not a
 * resource, as only a servlet can write without a thread for each listener.
 */
@NullMarked
package io.ringdown.registration.event;

import org.jspecify.annotations.NullMarked;
