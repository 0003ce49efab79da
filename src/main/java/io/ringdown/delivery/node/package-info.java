/**
 * Nodes that stand in for each other: heartbeats, what a dead one owed, the word they pass, and the
 * sweep behind all calls. Called by the lifecycle; knows stores through ports of its own.
 */
@NullMarked
package io.ringdown.delivery.node;

import org.jspecify.annotations.NullMarked;
