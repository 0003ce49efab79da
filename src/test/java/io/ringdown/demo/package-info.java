/**
 * Runs the programs of {@code src/demo} as the README tells people to, against a judging server.
 */
@NullMarked
package io.ringdown.demo;

import org.jspecify.annotations.NullMarked;
