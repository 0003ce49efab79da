/**
 * What every request passes before any door: the headers that all answers carry, the methods that
 * there are, what bodies and queries must look like, and the limits of those who knock too often.
 * The server calls them.
 */
@NullMarked
package io.ringdown.app.gate;

import org.jspecify.annotations.NullMarked;
