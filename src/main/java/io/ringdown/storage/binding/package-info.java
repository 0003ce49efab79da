/**
 * The table of bindings: who can be reached, and one device never twice. Reached through the port
 * of the binding room, and read when a call comes.
 */
@NullMarked
package io.ringdown.storage.binding;

import org.jspecify.annotations.NullMarked;
