/**
 * Where everything is kept, wired for the server: the beans behind the ports, the transaction and
 * the schema at start. Called by nobody directly; the heart's ports are the way in.
 */
@NullMarked
package io.ringdown.storage;

import org.jspecify.annotations.NullMarked;
