/**
 * The database itself: its connections, transactions, schema and column types. Used by the tables
 * of this room; knows no table.
 */
@NullMarked
package io.ringdown.storage.database;

import org.jspecify.annotations.NullMarked;
