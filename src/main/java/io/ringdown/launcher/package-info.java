/**
 * The way in from the command line: starts the server that carries the application, in its own jar,
 * or with {@code admin} the operators' command line. Called by {@code java -jar}.
 */
@NullMarked
package io.ringdown.launcher;

import org.jspecify.annotations.NullMarked;
