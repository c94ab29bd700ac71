#pragma once
// Nothing to call: what is linked in acts on its own.
