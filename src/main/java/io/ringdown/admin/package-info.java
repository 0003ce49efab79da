/**
 * The door for operators: accounts with their secrets and policies, and push credentials. Admins
 * only.
 */
@NullMarked
package io.ringdown.admin;

import org.jspecify.annotations.NullMarked;
