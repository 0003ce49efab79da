/**
 * The command line for operators: {@code admin …}, one class for each kind of thing. Called by the
 * launcher; speaks to a running service over its API, and knows none of its classes.
 */
@NullMarked
package io.ringdown.cli;

import org.jspecify.annotations.NullMarked;
