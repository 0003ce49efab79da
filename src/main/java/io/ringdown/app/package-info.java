/**
 * What the server itself touches: wiring, lifecycle, health, and the answers that no door gives.
 * Called by the container only; it may know every room, and nobody imports it.
 */
@NullMarked
package io.ringdown.app;

import org.jspecify.annotations.NullMarked;
