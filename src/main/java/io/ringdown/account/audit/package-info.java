/**
 * Who changed what, and when: written by whoever keeps a change, read by operators. Holds names and
 * numbers only, never a value; knows only the words of a call.
 */
@NullMarked
package io.ringdown.account.audit;

import org.jspecify.annotations.NullMarked;
