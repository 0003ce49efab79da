/**
 * How secrets and payloads lie in the database: encrypted, each bound to its place. Used by the
 * tables that keep some.
 */
@NullMarked
package io.ringdown.storage.secret;

import org.jspecify.annotations.NullMarked;
