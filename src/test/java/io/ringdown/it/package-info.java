/**
 * Tests in the server: they deploy the WAR as it is shipped, or start the jar, and speak HTTP and
 * WebSocket like a stranger. Everything listens on the loopback address.
 */
@NullMarked
package io.ringdown.it;

import org.jspecify.annotations.NullMarked;
