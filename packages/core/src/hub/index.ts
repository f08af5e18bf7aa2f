export { checkKind, tellingBytes } from './check-kind.js';
export { type Ask, type HttpRequest, type HttpResponse, leave, pause, piecesOf } from './http.js';
export { type HubPlace, hubFailure } from './hub-failure.js';
export { listRepository, type RepositoryListing } from './list-repository.js';
export { PartReader, smallFile } from './part-reader.js';
export { LaterError, type Patience, patiently, retryAfter, throwIfLater } from './patience.js';
export { readPart } from './read-part.js';
export { fileUrl, type RemoteFile, type RemoteModel, type RemotePlace, type RemoteSource } from './remote-file.js';
export { isCommit, parseRepository, type RepositoryName } from './repository-name.js';
