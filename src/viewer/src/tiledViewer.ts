// The entry of a page of a map in tiles.
import { fillPage } from "./page/fill";
import { tiledMap } from "./page/tiles";

fillPage(tiledMap);
