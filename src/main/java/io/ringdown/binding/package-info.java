/**
 * Who can be reached, over which channel, at which address, and the rules of it. Written by the
 * registration door, read when a call comes; knows calls and accounts.
 */
@NullMarked
package io.ringdown.binding;

import org.jspecify.annotations.NullMarked;
