/**
 * What surrounds a command: where it reads and writes, how it shows JSON to people. Used by the
 * commands; knows nothing of the service.
 */
@NullMarked
package io.ringdown.cli.terminal;

import org.jspecify.annotations.NullMarked;
