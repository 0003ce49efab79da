/** What the service says of itself, read as a stranger reads it. */
@NullMarked
package io.ringdown.openapi;

import org.jspecify.annotations.NullMarked;
