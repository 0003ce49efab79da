/**
 * The way in from the command line: starts the server that carries the application, in its own jar.
 * Called by {@code java -jar}; it knows the server, and nothing of the application.
 */
@NullMarked
package io.ringdown.launcher;

import org.jspecify.annotations.NullMarked;
