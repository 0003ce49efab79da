/**
 * Clients that hold a WebSocket open: the handshake that makes a connection a binding, the
 * connected clients, and the provider that sends to them. The server's container calls in.
 */
@NullMarked
package io.ringdown.provider.websocket;

import org.jspecify.annotations.NullMarked;
