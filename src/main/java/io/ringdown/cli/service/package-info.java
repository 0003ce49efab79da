/**
 * A Ringdown as the command line reaches it: its API over HTTP, and what it says when it refuses.
 * Used by the commands; knows the API and nothing of the commands.
 */
@NullMarked
package io.ringdown.cli.service;

import org.jspecify.annotations.NullMarked;
