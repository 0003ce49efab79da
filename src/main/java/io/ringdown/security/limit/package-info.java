/**
 * How often somebody may knock: what keeps guessers and floods from doors that are open to the
 * world. Asked before anything is verified; knows settings, and callers only as keys.
 */
@NullMarked
package io.ringdown.security.limit;

import org.jspecify.annotations.NullMarked;
