/**
 * What the application shows by itself: its front page, the page to try the API, the API's
 * description, and the document for everything that went wrong. The server calls them.
 */
@NullMarked
package io.ringdown.app.page;

import org.jspecify.annotations.NullMarked;
