/**
 * The table of nodes, and the word that nodes pass each other through PostgreSQL. Behind the ports
 * of {@code delivery.node}; called by the tables of calls for signals within their transactions.
 */
@NullMarked
package io.ringdown.storage.node;

import org.jspecify.annotations.NullMarked;
