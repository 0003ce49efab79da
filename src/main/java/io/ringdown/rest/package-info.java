/**
 * What all doors share: problem documents, strict JSON in, JSON out, bounded bodies, paging. Used
 * by the doors only; knows calls and accounts.
 */
@NullMarked
package io.ringdown.rest;

import org.jspecify.annotations.NullMarked;
